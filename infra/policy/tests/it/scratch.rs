use infra_policy::*;
#[test]
fn scratch() {
    let waivers = Waivers::load(std::path::Path::new("/work/main/environments/waivers.toml"));
    if let Err(e) = &waivers { std::fs::write("/tmp/golden/waivers.txt", e.to_string()).unwrap(); }
    let waivers = waivers.unwrap_or_default();
    for entry in std::fs::read_dir("/tmp/golden").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|one| one == "json") {
            let Ok(json) = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()) else { continue };
            let mut plan = Plan::from_json(&json).unwrap();
            plan.account_concurrency = Some(1000);
            let report = check(&plan, &waivers, jiff::civil::date(2026, 11, 24));
            std::fs::write(path.with_extension("txt"), report.to_string()).unwrap();
        }
    }
}
