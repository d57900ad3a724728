//! Server-sent events that only say "ask again".

use super::auth::Caller;
use crate::{Central, Error};
use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use mingcha_domain::scope::subscriptions;
use std::{convert::Infallible, time::Duration};
use tokio_stream::{Stream, StreamExt, wrappers::BroadcastStream};

/// Says `wake` whenever something new stands under one of the profile's tags that it did not bring.
///
/// # Errors
/// [`Error::Revoked`].
#[utoipa::path(get, path = "/v1/wake", responses(
    (status = 200, description = "text/event-stream; each event only means: sync now"),
    (status = 401), (status = 403),
))]
pub async fn wake(
    State(central): State<Central>,
    Caller(key): Caller,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Error> {
    let listener = central.listen();
    let user = central.directory().user_of(key).ok_or(Error::Revoked)?;
    let wakes = BroadcastStream::new(listener)
        // The line of a revoked profile goes down: it asks why, and is told.
        .map_while(move |touched| {
            let directory = central.directory();
            directory.user_of(key)?;
            // Somebody who missed some is woken to be sure.
            Some(touched.map_or(true, |touched| {
                touched.by != Some(key)
                    && !touched.tags.is_disjoint(&subscriptions(user, &directory))
            }))
        })
        .filter(|mine| *mine)
        .map(|_| Ok(Event::default().event("wake").data("")));
    // The first one tells the device that it is connected.
    let hello = tokio_stream::once(Ok(Event::default().event("hello").data("")));
    let keep = KeepAlive::new().interval(Duration::from_secs(20));
    Ok(Sse::new(hello.chain(wakes)).keep_alive(keep))
}
