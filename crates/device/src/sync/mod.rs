//! Talking to central: push and pull, and photos beside it. What to do next is decided by a pure
//! machine; what the machine asks for is done here, step by step.

mod ahead;
mod arrive;
mod enrol;
mod exchange;
mod fetch;
mod http;
mod lanes;
mod machine;
mod page;
mod parcel;
mod portion;
mod reconcile;
mod runner;
mod send;
mod streamed;
mod trust;

pub use ahead::Ahead;
pub use enrol::enrol;
pub use exchange::{Exchange, Exchanged, WhyNewKey};
pub use fetch::{InVain, fetch_pictures};
pub use http::{Http, IDLE};
pub use machine::{Effect, Input, Machine};
pub use portion::Portion;
pub use runner::Runner;
pub use send::{Outgoing, Went, send_files};
