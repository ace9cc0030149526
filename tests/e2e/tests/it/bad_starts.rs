//! Starts that must fail, saying what is wrong, where, and what to do.

use std::net::TcpListener;
use std::path::Path;

use switchboard_e2e::{Ended, Setup};

use crate::customers::{DAMAGED, address};
use crate::vendors::Vendors;

fn says(ended: &Ended, code: i32, words: &[&str]) {
    assert_eq!(ended.code, Some(code), "{}", ended.stderr);
    assert_eq!(ended.stdout, "", "no ready line");
    for word in words {
        assert!(ended.stderr.contains(word), "{word:?} is not in: {}", ended.stderr);
    }
}

fn with_config(vendors: &Vendors, dir: &Path, text: &str) -> Setup {
    let file = dir.join("site.toml");
    std::fs::write(&file, text).unwrap();
    vendors.setup(dir).arguments(["--config".to_owned(), file.display().to_string()])
}

#[tokio::test]
async fn a_broken_settings_file_is_named_with_its_key() {
    let dir = tempfile::tempdir().unwrap();
    let vendors = Vendors::start(1, 1).await;
    for (text, words) in [
        ("[richpanel.budget]\nrequest = 30\n", ["unknown key `richpanel.budget.request`", "richpanel.budget.requests"]),
        ("[queue]\ndelay_s = \"soon\"\n", ["queue.delay_s", "error[settings"]),
        ("[queue]\ndelay_s = 5000\n", ["queue.delay_s", "900"]),
        ("[policy.thresholds]\ntier1 = 1.5\n", ["policy.thresholds.tier1", "error[settings"]),
        ("[queue\n", ["not valid TOML", "error[settings"]),
    ] {
        let ended = with_config(&vendors, dir.path(), text).serve_refused().await.unwrap();
        says(&ended, 1, &["site.toml", "help:"]);
        says(&ended, 1, &words);
    }
    let missing = dir.path().join("nowhere.toml").display().to_string();
    let ended = vendors.setup(dir.path()).arguments(["--config", &missing]).serve_refused().await.unwrap();
    says(&ended, 1, &["nowhere.toml", "cannot be read"]);
    assert!(!dir.path().join("data").exists(), "nothing is created before the settings are good");
}

#[tokio::test]
async fn unknown_variables_and_real_vendors_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let vendors = Vendors::start(1, 2).await;
    let unknown = vendors.setup(dir.path()).variables([("SWITCHBOARD_RICHPANEL_BASEURL", "x")]);
    let words = ["unknown variable SWITCHBOARD_RICHPANEL_BASEURL", "SWITCHBOARD_RICHPANEL_BASE_URL", "help:"];
    says(&unknown.serve_refused().await.unwrap(), 1, &words);
    let environment = vendors.setup(dir.path()).variables([("SWITCHBOARD_ENV", "production")]);
    says(&environment.serve_refused().await.unwrap(), 1, &["SWITCHBOARD_ENV"]);
    let real = vendors.setup(dir.path()).variables([("SWITCHBOARD_RICHPANEL_BASE_URL", "https://api.richpanel.com")]);
    says(&real.serve_refused().await.unwrap(), 1, &["richpanel.base_url", "loopback"]);
    let no_key = Setup::new(dir.path().join("data"), dir.path().join("log"));
    says(&no_key.serve_refused().await.unwrap(), 1, &["richpanel/api_key", "switchboard secrets put"]);
    for arguments in [vec!["--speed", "0"], vec!["--speed", "101"], vec!["--no-such-flag"]] {
        let ended = vendors.setup(dir.path()).arguments(arguments.clone()).serve_refused().await.unwrap();
        says(&ended, 2, &[arguments[0]]);
    }
    let prod = vendors.setup(dir.path()).variables([("SWITCHBOARD_ENV", "prod")]).variables([
        ("SWITCHBOARD_SHOPIFY_SHOP_DOMAIN", "a.myshopify.com"),
        ("SWITCHBOARD_SHOPIFY_API_VERSION", "2026-10"),
        ("SWITCHBOARD_SHOPIFY_BASE_URL", ""),
        ("SWITCHBOARD_RICHPANEL_BASE_URL", "https://api.richpanel.com"),
    ]);
    let ended = prod.arguments(["--speed", "20"]).serve_refused().await.unwrap();
    says(&ended, 2, &["--speed", "local"]);
}

#[tokio::test]
async fn a_data_directory_that_cannot_be_used_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let vendors = Vendors::start(1, 3).await;
    let file = dir.path().join("data");
    std::fs::write(&file, "no directory").unwrap();
    says(&vendors.setup(dir.path()).serve_refused().await.unwrap(), 1, &["data_dir.not_a_directory", "--data"]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "no directory");

    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    std::fs::write(file.join("state.db"), "no database ".repeat(500)).unwrap();
    let ended = vendors.setup(dir.path()).serve_refused().await.unwrap();
    says(&ended, 1, &["error[", "help:"]);
    let kept = std::fs::read_to_string(file.join("state.db")).unwrap();
    assert_eq!(kept, "no database ".repeat(500), "what is not understood is not overwritten");

    // A privileged test run may write everywhere; the mapping of this cause is then tested in the store only.
    use std::os::unix::fs::PermissionsExt;
    std::fs::remove_file(file.join("state.db")).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o500)).unwrap();
    if std::fs::write(file.join("probe"), "").is_err() {
        let ended = vendors.setup(dir.path()).serve_refused().await.unwrap();
        says(&ended, 1, &["data_dir.not_writable", "chown"]);
    }
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o700)).unwrap();
}

#[tokio::test]
async fn a_second_process_is_refused_and_the_first_one_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let vendors = Vendors::start(10, 4).await;
    let setup = vendors.setup(dir.path());
    let mut first = setup.serve().await.unwrap();
    let ended = setup.serve_refused().await.unwrap();
    says(&ended, 1, &["data_dir.locked", &format!("process {}", first.pid()), "help:", "--data"]);

    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address_taken = taken.local_addr().unwrap();
    let other = tempfile::tempdir().unwrap();
    let ended = vendors.setup(other.path()).listen(address_taken).serve_refused().await.unwrap();
    says(&ended, 1, &["error[listen]", &address_taken.to_string(), "--listen"]);

    let ticket = vendors.mail(&address(1), DAMAGED).await.id;
    vendors.announced(first.url(), &ticket).await;
    vendors.processed(&ticket).await;
    assert_eq!(vendors.delivered(&ticket).len(), 1);
    assert!(first.stop().await.unwrap().success());
    // The lock ends with the process.
    let mut second = setup.serve().await.unwrap();
    assert!(second.stop().await.unwrap().success());
}

#[tokio::test]
async fn a_directory_keeps_the_pace_of_its_clock() {
    let dir = tempfile::tempdir().unwrap();
    let vendors = Vendors::start(1, 5).await;
    let setup = vendors.setup(dir.path());
    let fast = setup.clone().arguments(["--speed", "30"]);
    let mut middleware = fast.serve().await.unwrap();
    middleware.kill().await.unwrap();
    says(&setup.serve_refused().await.unwrap(), 2, &["--speed 30", "--data"]);
    let mut middleware = fast.serve().await.unwrap();
    assert!(middleware.stop().await.unwrap().success());
}
