//! The shell: one window around the engine.

mod commands;
mod owner;
mod window;

use mingcha_device::{Clock, People};
use std::{path::PathBuf, sync::Arc};
use tauri::{Emitter, Manager};

/// Runs the program until its window is closed.
///
/// # Panics
/// If the window system cannot be reached: there is nobody to tell but the terminal.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    mingcha_device::crash_silently();
    let started = tauri::Builder::default()
        .plugin(tauri_plugin_biometry::init())
        .invoke_handler(tauri::generate_handler![
            commands::execute,
            commands::query,
            commands::prepare_photo,
            commands::keep_photo,
            commands::read_qr,
            commands::save_evidence,
            commands::save_picture
        ])
        .register_asynchronous_uri_scheme_protocol("photo", commands::photo)
        .setup(|app| {
            let dir = match std::env::var_os("MINGCHA_PROFILE") {
                Some(dir) => PathBuf::from(dir),
                None => app.path().app_data_dir()?.join("profile"),
            };
            // A profile that does not open keeps neither the window nor anybody else out.
            let handle = app.handle().clone();
            let owner = Arc::new(owner::Owner(handle.clone()));
            let people = People::open_with(&dir, Clock::System, owner);
            people.on_change(move |topics| {
                // A window that is closing misses nothing it still shows.
                let _ = handle.emit("changed", topics);
            });
            people.start();
            app.manage(people);
            window::open(app)?;
            Ok(())
        })
        .run(tauri::generate_context!());
    if let Err(error) = started {
        tracing::error!("{error}");
        std::process::exit(1);
    }
}
