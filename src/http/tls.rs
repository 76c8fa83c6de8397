//! TLS by the program itself: a certificate and its key from PEM files, which are read anew without dropping anyone.
//! Connections that are open keep the certificate that they began with. Deliberately absent: asking an authority for a
//! certificate, and certificates of callers.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::config::HttpConfig;

/// What is spoken inside, the newest first.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// A certificate with its key, as the files said when they were last read.
pub struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    read: RwLock<Arc<ServerConfig>>,
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The key never reaches a log.
        f.debug_struct("Certificate").finish_non_exhaustive()
    }
}

impl Certificate {
    /// The certificate that the settings name; none where they name none. Refuses files that cannot be read, and a key
    /// that is not the certificate's.
    pub fn of(config: &HttpConfig) -> Result<Option<Self>, String> {
        let (Some(chain), Some(key)) = (&config.tls_certificate, &config.tls_key) else {
            return Ok(None);
        };
        Ok(Some(Self {
            read: RwLock::new(read(chain, key)?),
            chain: chain.clone(),
            key: key.clone(),
        }))
    }

    /// Reads the files again; where they are not good, what was read before stays.
    pub fn reread(&self) -> Result<(), String> {
        let read = read(&self.chain, &self.key)?;
        *self.read.write().unwrap_or_else(PoisonError::into_inner) = read;
        Ok(())
    }

    /// Shakes hands with the next caller.
    pub fn acceptor(&self) -> TlsAcceptor {
        let read = self.read.read().unwrap_or_else(PoisonError::into_inner);
        TlsAcceptor::from(Arc::clone(&read))
    }
}

fn read(chain: &Path, key: &Path) -> Result<Arc<ServerConfig>, String> {
    let unread = |path: &Path, why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
    let certificates = CertificateDer::pem_file_iter(chain)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unread(chain, &error))?;
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| unread(key, &error))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| {
            let builder = builder.with_no_client_auth();
            builder.with_single_cert(certificates, secret)
        })
        .map_err(|error| unread(chain, &error))?;
    config.alpn_protocols = PROTOCOLS.map(Vec::from).to_vec();
    Ok(Arc::new(config))
}
