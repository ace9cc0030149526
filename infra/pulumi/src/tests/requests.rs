//! Registration requests: what the engine cannot tell by itself must be in them.

use std::time::{Duration, Instant};

use super::capture::{Engine, TEST, resource};
use crate::context::ResourceRequest;
use crate::value::Value;
use crate::{Alias, CustomTimeouts, Output, Package, Parameterization, Resource as _, ResourceOptions, inputs, wire};

const STACK: &str = "urn:pulumi:dev::demo::pulumi:pulumi:Stack::demo-dev";

#[tokio::test]
async fn every_registration_says_what_the_program_understands() {
    let requests = Engine::default()
        .run(|ctx| async move {
            resource(&ctx, "a", inputs! {}, ResourceOptions::new());
            ctx.component("demo:index:Group", "group", inputs! {}, ResourceOptions::new()).register_outputs(inputs! {});
            Ok(())
        })
        .await;
    assert_eq!(requests.registered.len(), 3);
    for request in &requests.registered {
        // Without partial values the engine drops properties that hold something unknown.
        assert!(request.supports_partial_values && request.supports_result_reporting, "{}", request.name);
        assert!(request.accept_secrets && request.accept_resources && request.object.is_some(), "{}", request.name);
    }
}

#[tokio::test]
async fn the_stack_is_the_parent_of_what_has_no_other() {
    let requests = Engine::default()
        .run(|ctx| async move {
            let parent = resource(&ctx, "a", inputs! {}, ResourceOptions::new());
            resource(&ctx, "b", inputs! {}, ResourceOptions::new().parent(&parent));
            Ok(())
        })
        .await;
    assert_eq!(requests.registered[0].r#type, "pulumi:pulumi:Stack");
    assert_eq!((requests.registered[0].parent.as_str(), requests.registered[0].name.as_str()), ("", "demo-dev"));
    assert_eq!(requests.of("a").parent, STACK);
    assert_eq!(requests.of("b").parent, "urn:pulumi:dev::demo::test:index:Thing::a");
    assert!(!requests.registered[0].custom && requests.of("a").custom);
}

#[tokio::test]
async fn the_package_is_named_by_version_and_server_or_by_reference() {
    const HOSTED: Package = Package::new("test", "2.0.0").from_server("https://plugins.example");
    const MADE: Package = Package::new("base", "1.0.0").parameterized(Parameterization {
        name: "made",
        version: "0.1.0",
        value: b"from this",
    });
    let requests = Engine::default()
        .run(|ctx| async move {
            resource(&ctx, "plain", inputs! {}, ResourceOptions::new());
            resource(
                &ctx,
                "newer",
                inputs! {},
                ResourceOptions::new().version("9.9.9").plugin_download_url("https://x"),
            );
            for (package, type_, name) in
                [(&HOSTED, "test:a:B", "hosted"), (&MADE, "made:a:B", "one"), (&MADE, "made:a:B", "two")]
            {
                let options = ResourceOptions::new();
                let inputs = inputs! {};
                ctx.register(ResourceRequest { package, type_, name, inputs, secret_outputs: &[], options });
            }
            Ok(())
        })
        .await;
    let of = |name| {
        let request = requests.of(name);
        (request.version.as_str(), request.plugin_download_url.as_str(), request.package_ref.as_str())
    };
    assert_eq!(of("plain"), ("1.2.3", "", ""));
    assert_eq!(of("newer"), ("9.9.9", "https://x", ""));
    assert_eq!(of("hosted"), ("2.0.0", "https://plugins.example", ""));
    assert_eq!(of("one"), ("", "", "mock-made"));
    assert_eq!(of("two"), ("", "", "mock-made"));
    assert_eq!(requests.packages.len(), 1, "a package is registered once");
    let parameter = requests.packages[0].parameterization.clone().unwrap();
    assert_eq!((requests.packages[0].name.as_str(), parameter.value.as_slice()), ("base", b"from this".as_slice()));
}

#[tokio::test]
async fn options_are_sent_as_given() {
    let requests = Engine::default()
        .run(|ctx| async move {
            let other = resource(&ctx, "other", inputs! {}, ResourceOptions::new());
            let minutes = |n: u64| Some(Duration::from_secs(60 * n));
            let timeouts = CustomTimeouts { create: minutes(5), update: minutes(90), delete: None, read: None };
            let options = ResourceOptions::new()
                .protect(false)
                .retain_on_delete(true)
                .delete_before_replace(false)
                .ignore_changes(["tags[\"with.dot\"]"])
                .replace_on_changes(["size"])
                .replace_with(&other)
                .replacement_trigger(Output::new(7_i64))
                .deleted_with(&other)
                .alias(Alias::name("old"))
                .alias(Alias::no_parent())
                .alias(Alias::parent(&other))
                .alias(Alias::urn("urn:x"))
                .import("id-1")
                .custom_timeouts(timeouts)
                .additional_secret_outputs(["key"])
                .hide_diffs(["noise"])
                .env_var_mapping("A", "B");
            resource(&ctx, "all", inputs! {}, options);
            Ok(())
        })
        .await;
    let all = requests.of("all");
    let other = "urn:pulumi:dev::demo::test:index:Thing::other";
    assert_eq!((all.protect, all.retain_on_delete), (Some(false), Some(true)));
    assert_eq!((all.delete_before_replace, all.delete_before_replace_defined), (false, true));
    assert_eq!((all.ignore_changes.len(), all.replace_on_changes.len(), all.hide_diffs.len()), (1, 1, 1));
    assert_eq!((all.replace_with.as_slice(), all.deleted_with.as_str()), ([other.to_owned()].as_slice(), other));
    assert_eq!(all.replacement_trigger.clone().map(wire::from_wire), Some(Value::Number(7.0)));
    assert_eq!(
        (all.import_id.as_str(), all.additional_secret_outputs.as_slice()),
        ("id-1", ["key".to_owned()].as_slice())
    );
    let timeouts = all.custom_timeouts.clone().unwrap();
    assert_eq!((timeouts.create.as_str(), timeouts.update.as_str(), timeouts.delete.as_str()), ("5m", "1h30m", ""));
    assert_eq!(all.env_var_mappings["A"], "B");
    let aliases: Vec<_> = requests.graph.node("all").unwrap().options.aliases.iter().map(ToString::to_string).collect();
    let parent = format!(r#"{{"parentUrn":"{other}"}}"#);
    assert_eq!(aliases, [r#"{"name":"old"}"#, r#"{"noParent":true}"#, &parent, r#""urn:x""#]);
    let plain = requests.of("other");
    assert_eq!((plain.protect, plain.retain_on_delete, plain.custom_timeouts.clone()), (None, None, None));
    assert!(!plain.delete_before_replace_defined && plain.replacement_trigger.is_none());
}

#[tokio::test]
async fn what_a_property_came_from_is_sent_with_it() {
    let requests = Engine::default()
        .run(|ctx| async move {
            let a = resource(&ctx, "a", inputs! { "x" => "1" }, ResourceOptions::new());
            let b = resource(&ctx, "b", inputs! {}, ResourceOptions::new());
            let mixed = crate::format!("{}/{}", a.output::<String>("x"), b.id());
            let inputs = inputs! { "mixed" => mixed, "plain" => true, "other" => &b };
            resource(&ctx, "c", inputs, ResourceOptions::new().depends_on(&a));
            Ok(())
        })
        .await;
    let urn = |name: &str| format!("urn:pulumi:dev::demo::test:index:Thing::{name}");
    let c = requests.of("c");
    assert_eq!(c.dependencies, [urn("a"), urn("b")]);
    assert_eq!(c.property_dependencies["mixed"].urns, [urn("a"), urn("b")]);
    assert_eq!(c.property_dependencies["other"].urns, [urn("b")]);
    // Sent empty: without it the engine blames every property on every dependency.
    assert_eq!(c.property_dependencies["plain"].urns, Vec::<String>::new());
    let inputs = wire::map_from_wire(c.object.clone().unwrap());
    assert_eq!(inputs["mixed"], Value::String("1/b-id".into()));
    assert!(matches!(&inputs["other"], Value::Resource(it) if it.urn == urn("b") && it.package_version == "1.2.3"));
}

#[tokio::test]
async fn providers_go_to_resources_of_their_package() {
    let requests = Engine::default()
        .run(|ctx| async move {
            let ours = ctx.provider(&TEST, "ours", inputs! { "region" => "here" }, ResourceOptions::new());
            let other = Package::new("other", "1.0.0");
            let theirs = ctx.provider(&other, "theirs", inputs! {}, ResourceOptions::new());
            resource(&ctx, "direct", inputs! {}, ResourceOptions::new().provider(&ours));
            resource(&ctx, "foreign", inputs! {}, ResourceOptions::new().provider(&theirs));
            let both = ResourceOptions::new().providers([&ours, &theirs]);
            let group = ctx.component("demo:index:Group", "group", inputs! {}, both);
            let inner = ResourceOptions::new().parent(&group);
            let inner = ctx.component("demo:index:Group", "inner", inputs! {}, inner);
            ctx.read(crate::ReadRequest {
                package: Some(&TEST),
                type_: "test:index:Thing",
                name: "read",
                id: Output::new("x".to_owned()),
                state: inputs! {},
                options: ResourceOptions::new().parent(&inner),
            });
            inner.register_outputs(inputs! {});
            group.register_outputs(inputs! {});
            Ok(())
        })
        .await;
    let ours = "urn:pulumi:dev::demo::pulumi:providers:test::ours::ours-id";
    assert_eq!(requests.of("direct").provider, ours);
    assert_eq!(requests.of("foreign").provider, "");
    // The engine hands providers down to registrations, but not to reads.
    assert_eq!((requests.of("inner").providers.len(), requests.read[0].provider.as_str()), (0, ours));
    let group = requests.of("group");
    assert_eq!((group.providers["test"].as_str(), group.providers.len(), group.provider.as_str()), (ours, 2, ""));
}

#[tokio::test]
async fn an_existing_resource_is_read_under_its_id() {
    let requests = Engine::default()
        .run(|ctx| async move {
            let a = resource(&ctx, "a", inputs! {}, ResourceOptions::new());
            let read = ctx.read(crate::ReadRequest {
                package: Some(&TEST),
                type_: "test:index:Thing",
                name: "existing",
                id: a.id(),
                state: inputs! { "hint" => "x" },
                options: ResourceOptions::new(),
            });
            ctx.export("hint", read.output::<String>("hint"));
            ctx.export("id", read.id());
            assert_eq!(read.name(), "existing");
            Ok(())
        })
        .await;
    let read = &requests.read[0];
    assert_eq!((read.id.as_str(), read.parent.as_str(), read.version.as_str()), ("a-id", STACK, "1.2.3"));
    assert_eq!(read.dependencies, ["urn:pulumi:dev::demo::test:index:Thing::a"]);
    assert_eq!(requests.graph.outputs["hint"], Value::String("x".into()));
    assert_eq!(requests.graph.outputs["id"], Value::String("a-id".into()));
}

#[tokio::test]
async fn a_hundred_resources_take_less_than_a_second() {
    let started = Instant::now();
    let requests = Engine::default()
        .run(|ctx| async move {
            let mut last = resource(&ctx, "0", inputs! { "x" => "0" }, ResourceOptions::new());
            for n in 1..100 {
                let inputs = inputs! { "x" => last.output::<String>("x").map(|x| x + "."), "id" => last.id() };
                last = resource(&ctx, &n.to_string(), inputs, ResourceOptions::new());
            }
            ctx.export("last", last.output::<String>("x"));
            Ok(())
        })
        .await;
    assert_eq!(requests.graph.nodes.len(), 100);
    assert!(matches!(&requests.graph.outputs["last"], Value::String(text) if text.len() == 100));
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
}
