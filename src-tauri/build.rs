//! Checks the configuration and embeds the interface.

fn main() {
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(
        tauri_build::AppManifest::new().commands(&[
            "execute",
            "query",
            "prepare_photo",
            "keep_photo",
            "read_qr",
            "save_evidence",
            "save_picture",
        ]),
    ))
    .unwrap_or_else(|error| panic!("tauri: {error}"));
}
