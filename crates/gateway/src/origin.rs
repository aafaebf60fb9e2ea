//! Where a request comes from: the client's address, believed only as far as the proxies in front are known.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request},
    http::{Extensions, HeaderMap},
};

use crate::Settings;

/// The client's address: the peer's, or, when the peer is a trusted proxy, the last forwarded address that is not one.
#[must_use]
pub fn address(settings: &Settings, headers: &HeaderMap, extensions: &Extensions) -> IpAddr {
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(socket)| socket.ip().to_canonical());
    if settings.trusted_proxies.is_empty() || !settings.trusted_proxies.contains(&peer) {
        return peer;
    }
    let forwarded: Vec<IpAddr> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|part| part.trim().parse().ok())
        .collect();
    // From the nearest hop outwards: what stands further left may be the client's own invention.
    forwarded.into_iter().rev().find(|ip| !settings.trusted_proxies.contains(ip)).unwrap_or(peer)
}

/// A request's address.
#[must_use]
pub fn of(settings: &Settings, request: &Request) -> IpAddr {
    address(settings, request.headers(), request.extensions())
}
