//! Benches stand under `benches/`, with the scripts of those they are measured beside.
