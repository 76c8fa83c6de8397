//! Settings, as on the command line.

use clap::Parser;
use workrooms::config::Config;

use super::{INPUTS, spoken};

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    config: Config,
}

#[test]
fn plain_http_is_served_to_this_machine_alone_or_behind_a_proxy() {
    let words = [
        "--listen",
        "--behind-proxy",
        "--tls-certificate",
        "--tls-key",
        "--trusted-proxies",
        "--cors-origins",
        "--max-connections",
        "--oidc-issuer",
        "--oidc-audience",
        "--remind-minutes",
        "--database-url",
        "0.0.0.0:80",
        "127.0.0.1:80",
        "[::1]:80",
        "[::]:80",
        "[::ffff:127.0.0.1]:80",
        "10.0.0.0/8,::1",
        "10.0.0.0/99",
        "https://a.cn",
        "http://a.cn/b",
        "",
        "-1",
        "0",
        "18446744073709551616",
        "钥匙",
        "sqlite://",
        "a=b",
    ];
    bolero::check!()
        .with_iterations(INPUTS)
        .with_type::<Vec<u8>>()
        .for_each(|bytes| {
            let given = spoken(&words, bytes);
            let Ok(line) = Line::try_parse_from([&["workrooms"], given.as_slice()].concat()) else {
                return;
            };
            let http = &line.config.http;
            let plain = http.tls_certificate.is_none() && !http.behind_proxy;
            let open = ["0.0.0.0:80", "[::]:80"].contains(&http.listen.to_string().as_str());
            assert_eq!(http.check().is_err(), plain && open, "{given:?}");
            let _ = line.config.oidc.settings();
        });
}
