//! The API under `/v1`.

mod auth;
mod body;
mod enrol;
mod health;
mod openapi;
mod photos;
mod problem;
mod sync;
mod wake;

use crate::Central;
use axum::{
    Router,
    routing::{get, head, post},
};
use std::future::Future;
use tokio::net::TcpListener;

pub use openapi::document;

/// All routes.
pub fn router(central: Central) -> Router {
    Router::new()
        .route("/v1/health", get(health::health))
        .route("/v1/openapi.json", get(openapi::openapi))
        .route("/v1/enrol", post(enrol::enrol))
        .route("/v1/continue", post(enrol::go_on))
        .route("/v1/sync", post(sync::sync))
        .route("/v1/wake", get(wake::wake))
        .route("/v1/photos", post(photos::create).options(photos::options))
        .route(
            "/v1/photos/uploads/{upload}",
            head(photos::offset).patch(photos::append).delete(photos::terminate),
        )
        .route("/v1/photos/{photo}/{variant}", get(photos::read))
        .fallback(problem::no_such_route)
        .with_state(central)
}

/// Serves until `until` is done.
///
/// # Errors
/// If the listener fails.
pub async fn serve(
    central: Central,
    listener: TcpListener,
    until: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router(central)).with_graceful_shutdown(until).await
}
