use std::path::Path;

use switchboard_recorder::{Deployment, Operation, Pair, compare, example};

fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_recorder-example"))
}

async fn example() -> Pair {
    let deployment = Deployment::new("demo", "dev").secret_config("demo:token", "not-a-real-token");
    Pair::prepare("example", deployment, binary(), example::program).await.unwrap()
}

#[tokio::test]
async fn both_sdks_ask_for_the_same() {
    let pair = example().await;
    for operation in [Operation::Update, Operation::Preview] {
        let comparison = pair.compare(operation).await.unwrap();
        assert!(comparison.differences.is_empty(), "{operation:?}\n{comparison}");
        let reasons: std::collections::BTreeSet<_> = comparison.explained.iter().map(|it| it.reason).collect();
        assert!(reasons.len() >= 4, "the example must reach what is explained: {comparison}");
    }
}
