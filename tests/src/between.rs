//! What stands between a device and central, and hears or holds what goes by.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
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
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let at = listener.local_addr()?;
    thread::spawn(move || {
        for device in listener.incoming().flatten() {
            let Ok(central) = TcpStream::connect(central) else { return };
            let ways = (device.try_clone(), central.try_clone());
            let (Ok(from_device), Ok(from_central)) = ways else { return };
            for (way, from, to) in
                [(Way::ToCentral, from_device, central), (Way::ToDevice, from_central, device)]
            {
                let piece = piece.clone();
                thread::spawn(move || carry(from, to, |some| piece(way, some)));
            }
        }
    });
    Ok(at)
}

fn carry(mut from: TcpStream, mut to: TcpStream, piece: impl Fn(&[u8])) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(n) = from.read(&mut buffer) {
        let some = buffer.get(..n).unwrap_or_default();
        piece(some);
        if some.is_empty() || to.write_all(some).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}
