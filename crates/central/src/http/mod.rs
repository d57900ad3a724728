//! The API under `/v1`.

mod auth;
mod body;
mod enrol;
mod evidence;
mod file;
mod health;
mod openapi;
mod orders;
mod parcel;
mod peer;
mod photos;
mod plain;
mod problem;
mod sync;
mod tls;
mod wake;

use crate::{Central, account, order, recovery};
use axum::{
    Router,
    extract::connect_info::Connected,
    routing::{get, head, post},
    serve::{IncomingStream, Listener},
};
use peer::Peer;
use std::{future::Future, time::Duration};

pub use openapi::document;
pub use plain::PlainListener;
pub use tls::{TlsListener, config as tls_config, may_serve, pin};

/// How soon an administrator's wish reaches connections that are open already.
const WISHES_EVERY: Duration = Duration::from_millis(500);

/// All routes.
pub fn router(central: Central) -> Router {
    Router::new()
        .route("/v1/health", get(health::health))
        .route("/v1/openapi.json", get(openapi::openapi))
        .route("/v1/enrol", post(enrol::enrol))
        .route("/v1/continue", post(enrol::go_on))
        .route("/v1/sync", post(sync::sync))
        .route("/v1/orders/{order}/key", post(orders::give_key))
        .route("/v1/wake", get(wake::wake))
        .route("/v1/photos/reached", post(photos::reached))
        .route("/v1/photos/parcel", post(parcel::parcel))
        .route("/v1/photos", post(photos::create).options(photos::options))
        .route(
            "/v1/photos/uploads/{upload}",
            head(photos::offset).patch(photos::append).delete(photos::terminate),
        )
        .route("/v1/photos/{photo}/{variant}", get(photos::read))
        .route("/v1/evidence/{check}", get(evidence::export))
        .fallback(problem::no_such_route)
        .with_state(central)
}

/// Serves until `until` is done, and carries out what administrators wish meanwhile.
///
/// # Errors
/// If the listener fails.
pub async fn serve<L>(
    central: Central,
    listener: L,
    until: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()>
where
    L: Listener,
    L::Addr: std::fmt::Debug,
    Peer: for<'a> Connected<IncomingStream<'a, L>>,
{
    if let Err(error) = crate::photo::drop_unnamed_packs(&central) {
        tracing::error!("dropping what is left of parcels: {error}");
    }
    let wishes = tokio::spawn(carry_out_wishes(central.clone()));
    let app = router(central).into_make_service_with_connect_info::<Peer>();
    let served = axum::serve(listener, app).with_graceful_shutdown(until).await;
    wishes.abort();
    served
}

async fn carry_out_wishes(central: Central) {
    let mut again = tokio::time::interval(WISHES_EVERY);
    loop {
        again.tick().await;
        let work = central.clone();
        let done = sync::blocking(move || {
            account::carry_out_wishes(&work)?;
            account::end_what_is_over(&work)?;
            order::issue_waiting(&work)?;
            recovery::carry_out_wishes(&work)
        })
        .await;
        if let Err(error) = done {
            tracing::error!("carrying out a wish: {error}");
        }
    }
}
