//! A crash leaves nothing readable behind.

use mingcha_domain::crash;

/// From now on a panic says where it happened and nothing else, and the system writes no image of
/// this program's memory. Called first thing by every program around the engine.
pub fn crash_silently() {
    std::panic::set_hook(Box::new(|panic| tracing::error!("{}", crash::told(panic))));
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        if setrlimit(Resource::Core, none).is_err() {
            tracing::warn!("the system may write an image of the memory after a crash");
        }
    }
}
