//! Hosts that the internet cannot reach, judged by their name or address alone.
//!
//! No name is looked up, so a public name may still lead to a private address.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::Host;

/// Whether a name is one word, which only a local network can resolve.
pub(super) fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    !name.contains('.') && !name.eq_ignore_ascii_case("localhost")
}

/// Whether a host is loopback or private, in any spelling of the address.
pub(super) fn is_private(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => is_private_v4(*address),
        Host::Ipv6(address) => is_private_v6(*address),
        Host::Domain(name) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            let reserved = [
                ".localhost",
                ".local",
                ".internal",
                ".home.arpa",
                ".lan",
                ".intranet",
            ];
            !name.contains('.') || reserved.iter().any(|suffix| name.ends_with(suffix))
        }
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [a, b, ..] = address.octets();
    address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_unspecified()
        || address.is_broadcast()
        || address.is_multicast()
        || a == 0
        || (a == 100 && (64..128).contains(&b))
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_private_v4(mapped);
    }
    address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || address.is_unique_local()
        || address.is_unicast_link_local()
}
