
#![allow(missing_docs)]
use std::{sync::OnceLock,time::Instant};
static T: OnceLock<Instant> = OnceLock::new();
pub fn t(what: &str){ let b=T.get_or_init(Instant::now); eprintln!("T {:7.1} {what}", b.elapsed().as_secs_f64()*1000.0);}
