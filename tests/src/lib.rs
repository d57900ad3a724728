//! What the tests share: the bridge that runs the interface in a browser, a world of central and
//! devices in one process, years of work in bulk, and photos painted by script.

pub mod between;
pub mod bridge;
pub mod certificate;
pub mod crooked;
pub mod figure;
pub mod folder;
pub mod fuzzed;
pub mod judged_check;
pub mod many_checks;
pub mod samples;
pub mod scenes;
pub mod sealing;
pub mod visit;
pub mod world;
