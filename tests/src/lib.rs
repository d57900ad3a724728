//! What the tests share: the bridge that runs the interface in a browser, a world of central and
//! devices in one process, and photos painted by script.

pub mod bridge;
pub mod judged_check;
pub mod samples;
pub mod scenes;
pub mod world;
