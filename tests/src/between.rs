//! What stands between a device and central, and hears or holds what goes by.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// Which way bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From the device.
    ToCentral,
    /// From central.
    ToDevice,
}

/// Listens in central's place and hands `piece` whatever goes by, before it goes on.
///
/// # Errors
/// If nothing can listen on this machine.
pub fn between(
    central: SocketAddr,
    piece: impl Fn(Way, &[u8]) + Clone + Send + 'static,
) -> anyhow::Result<SocketAddr> {
    stand(central, move || {
        let piece = piece.clone();
        move |way, some: &[u8]| {
            piece(way, some);
            true
        }
    })
}

/// The same where each connection breaks once more than `most` bytes have gone over it, both ways
/// together.
///
/// # Errors
/// As [`between`].
pub fn breaks_after(central: SocketAddr, most: Arc<AtomicUsize>) -> anyhow::Result<SocketAddr> {
    stand(central, move || {
        let (most, gone) = (Arc::clone(&most), Arc::<AtomicUsize>::default());
        move |_, some: &[u8]| {
            let before = gone.fetch_add(some.len(), Ordering::Relaxed);
            before.saturating_add(some.len()) <= most.load(Ordering::Relaxed)
        }
    })
}

/// What `connection` makes for each connection says of each piece whether it goes on.
fn stand<P: Fn(Way, &[u8]) -> bool + Clone + Send + 'static>(
    central: SocketAddr,
    connection: impl Fn() -> P + Send + 'static,
) -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let at = listener.local_addr()?;
    thread::spawn(move || {
        for device in listener.incoming().flatten() {
            let Ok(central) = TcpStream::connect(central) else { return };
            let ways = (device.try_clone(), central.try_clone());
            let (Ok(from_device), Ok(from_central)) = ways else { return };
            let goes_on = connection();
            for (way, from, to) in
                [(Way::ToCentral, from_device, central), (Way::ToDevice, from_central, device)]
            {
                let goes_on = goes_on.clone();
                thread::spawn(move || carry(from, to, |some| goes_on(way, some)));
            }
        }
    });
    Ok(at)
}

/// Until one side has no more to say, or the line breaks: then both hear it.
fn carry(mut from: TcpStream, mut to: TcpStream, goes_on: impl Fn(&[u8]) -> bool) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(n) = from.read(&mut buffer) {
        let some = buffer.get(..n).unwrap_or_default();
        if !goes_on(some) {
            let _ = from.shutdown(Shutdown::Both);
            break;
        }
        if some.is_empty() || to.write_all(some).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}
