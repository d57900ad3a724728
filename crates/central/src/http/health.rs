//! Whether central is there.

use crate::Central;
use axum::{Json, extract::State};
use mingcha_domain::ids::Realm;
use serde::Serialize;

/// Central is there, and which installation it is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Health {
    /// Installation.
    pub realm: Realm,
    /// Its name.
    pub name: String,
    /// Number of log entries.
    pub size: u64,
    /// Program version.
    pub version: &'static str,
}

/// Whether central is there.
#[utoipa::path(get, path = "/v1/health", responses((status = 200, body = Health)))]
pub async fn health(State(central): State<Central>) -> Json<Health> {
    let size = central.log().size();
    let (realm, name) = (central.realm(), central.genesis().name.clone());
    Json(Health { realm, name, size, version: env!("CARGO_PKG_VERSION") })
}
