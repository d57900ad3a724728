//! The app's engine: an encrypted store, photos, the sync client, and the API that the interface
//! sees. Knows no window and no browser; the app's shell and the test bridge are thin around it.

mod act;
pub mod api;
mod circular;
mod crash;
mod device;
mod finding;
mod held;
mod judgement;
mod listeners;
mod lock;
mod no_longer_given;
mod order;
mod outing;
mod people;
mod photo;
mod platform;
mod profile;
mod projection;
mod site;
mod spot_check;
mod store;
mod suggestion;
mod sync;
mod view;
mod world;

pub use crash::crash_silently;
pub use device::Device;
pub use lock::{KeyStore, NoHardware};
pub use people::People;
pub use photo::{Captured, Picture, PictureAddress, capture, likeness, read_qr};
pub use platform::{Clock, Platform};
