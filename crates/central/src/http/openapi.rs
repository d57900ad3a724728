//! The API's description, made from the handlers themselves.

use axum::Json;
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(title = "Mingcha central", description = "Sync, photos and enrolment of field devices."),
    paths(
        super::health::health,
        super::enrol::enrol,
        super::enrol::go_on,
        super::evidence::export,
        super::orders::give_key,
        super::sync::sync,
        super::wake::wake,
        super::photos::options,
        super::photos::create,
        super::photos::reached,
        super::parcel::parcel,
        super::photos::offset,
        super::photos::append,
        super::photos::terminate,
        super::photos::read,
    ),
    // Named by a reply that is generic over it: such are not gathered from the paths.
    components(schemas(mingcha_domain::log::Entry))
)]
struct Api;

/// The OpenAPI document.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    Api::openapi()
}

/// Serves the document.
pub async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(document())
}
