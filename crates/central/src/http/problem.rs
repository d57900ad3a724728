//! Errors as problem documents (RFC 9457). What went wrong here is logged, not told.

use crate::Error;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use mingcha_domain::wire::Problem;

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, code, title) = match &self {
            Self::Unauthorised => (StatusCode::UNAUTHORIZED, "unauthorised", "Unknown token"),
            Self::Revoked => (StatusCode::FORBIDDEN, "revoked", "The profile was revoked"),
            Self::CodeSpent => {
                (StatusCode::FORBIDDEN, "code_spent", "The enrolment code is not valid")
            }
            Self::TooManyTries { .. } => {
                (StatusCode::TOO_MANY_REQUESTS, "too_many_tries", "Too many wrong codes")
            }
            Self::Malformed(_) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "malformed", "Not of this protocol")
            }
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found", "Not found"),
            Self::Offset { .. } => (StatusCode::CONFLICT, "offset", "Does not continue the file"),
            Self::Hash => (
                StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST),
                "hash",
                "Bytes do not have the expected hash",
            ),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large", "Too large"),
            Self::Internal(error) => {
                tracing::error!("{error:#}");
                (StatusCode::INTERNAL_SERVER_ERROR, "internal", "A fault at central")
            }
        };
        let detail = match &self {
            Self::Internal(_) => String::new(),
            other => other.to_string(),
        };
        let mut response = problem(status, code, title, detail);
        if let Self::TooManyTries { wait_ms } = self {
            let seconds = HeaderValue::from(u64::try_from(wait_ms).unwrap_or(0).div_ceil(1_000));
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

/// What is wrong with a body may quote it: so much of it is told, in characters.
const MOST_TOLD: usize = 120;

/// A problem document.
pub fn problem(status: StatusCode, code: &str, title: &str, mut detail: String) -> Response {
    if let Some((end, _)) = detail.char_indices().nth(MOST_TOLD) {
        detail.truncate(end);
        detail.push('…');
    }
    let body =
        Problem { code: code.to_owned(), detail, status: status.as_u16(), title: title.to_owned() };
    let mut response = (status, Json(body)).into_response();
    let kind = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// Any other address.
pub async fn no_such_route() -> Response {
    Error::NotFound.into_response()
}
