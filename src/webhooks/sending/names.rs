//! Names of endpoints, resolved here and nowhere else: the connection goes to the very addresses that were looked at, so a
//! name that says another thing a moment later leads nowhere. Deliberately absent: which addresses are good; rules say.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::webhooks::rules::addresses::may_go;

/// What a name was found to be.
pub type Found = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Who knows what names are.
pub type Names = Arc<dyn Fn(String) -> Found + Send + Sync>;

/// As this machine resolves names.
pub fn of_this_machine() -> Names {
    Arc::new(|name| {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    })
}

/// The name leads where no delivery may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inside;

impl fmt::Display for Inside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the address may not be delivered to")
    }
}

impl std::error::Error for Inside {}

/// Resolves names for one way of connecting.
#[derive(Clone)]
pub struct Guarded {
    names: Names,
    plain: bool,
    allowed: Arc<[IpNet]>,
}

impl Guarded {
    /// Over names; `plain` is HTTP without TLS.
    pub fn new(names: Names, plain: bool, allowed: Arc<[IpNet]>) -> Self {
        Self {
            names,
            plain,
            allowed,
        }
    }

    /// Whether an address may be delivered to.
    pub fn lets(&self, address: IpAddr) -> bool {
        may_go(address, self.plain, &self.allowed)
    }
}

impl fmt::Debug for Guarded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guarded").finish_non_exhaustive()
    }
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let guarded = self.clone();
        Box::pin(async move {
            let found = (guarded.names)(name.as_str().to_owned()).await?;
            // One that leads inside with any of its addresses is not to be trusted with the others.
            if found.iter().any(|address| !guarded.lets(*address)) {
                return Err(Inside.into());
            }
            let found = found.into_iter().map(|address| SocketAddr::new(address, 0));
            let addresses: Addrs = Box::new(found);
            Ok(addresses)
        })
    }
}
