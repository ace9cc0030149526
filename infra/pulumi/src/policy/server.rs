//! The pack as the engine's Analyzer service.

use std::sync::{Arc, PoisonError, RwLock};

use pulumi_proto as proto;
use pulumi_proto::analyzer_server::Analyzer;
use tokio::sync::Notify;
use tonic::{Request, Response, Status};

use super::analyze::{Case, Judgement, NotApplicable, Remedies};
use super::level::Severity;
use super::pack::PolicyPack;
use super::report::Violation;
use super::resource::{PolicyResource, StackResource};
use super::settings::Settings;
use super::stack::StackInfo;
use crate::wire;

type Answer<T> = std::result::Result<Response<T>, Status>;

/// Serves a pack.
pub(crate) struct Server {
    pack: Arc<PolicyPack>,
    context: RwLock<Context>,
    stop: Arc<Notify>,
}

/// What the engine has said about this run.
#[derive(Clone)]
struct Context {
    settings: Arc<Settings>,
    stack: Arc<StackInfo>,
}

impl Server {
    /// `stop` is notified when the engine has no more use for the pack.
    pub(crate) fn new(pack: PolicyPack, stop: Arc<Notify>) -> Self {
        let settings = Arc::new(pack.settings());
        Self { pack: Arc::new(pack), context: RwLock::new(Context { settings, stack: Arc::default() }), stop }
    }

    fn context(&self) -> Context {
        self.context.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn change(&self, change: impl FnOnce(&mut Context)) {
        change(&mut self.context.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Policies may take their time: they do not hold up the server.
    async fn judge<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Case<'_>) -> T + Send + 'static,
    ) -> std::result::Result<T, Status> {
        let (pack, Context { settings, stack }) = (Arc::clone(&self.pack), self.context());
        let work = move || work(&Case { pack: &pack, settings: &settings, stack: &stack });
        let failed = |error| Status::internal(format!("policy pack {}: {error}", self.pack.name));
        tokio::task::spawn_blocking(work).await.map_err(failed)
    }

    fn diagnostic(&self, violation: Violation) -> proto::AnalyzeDiagnostic {
        proto::AnalyzeDiagnostic {
            policy_name: violation.policy,
            policy_pack_name: self.pack.name.clone(),
            policy_pack_version: self.pack.version.clone(),
            // The engine shows the message only.
            message: format!("{}\n{}", violation.description, violation.message),
            description: violation.description,
            enforcement_level: violation.level.wire(),
            urn: violation.urn,
            severity: Severity::wire(violation.severity),
        }
    }

    fn response(&self, judgement: Judgement) -> Response<proto::AnalyzeResponse> {
        Response::new(proto::AnalyzeResponse {
            diagnostics: judgement.violations.into_iter().map(|one| self.diagnostic(one)).collect(),
            not_applicable: judgement.not_applicable.into_iter().map(Into::into).collect(),
        })
    }
}

impl From<NotApplicable> for proto::PolicyNotApplicable {
    fn from(NotApplicable { policy, reason }: NotApplicable) -> Self {
        Self { policy_name: policy, reason }
    }
}

#[tonic::async_trait]
impl Analyzer for Server {
    async fn handshake(&self, _: Request<proto::AnalyzerHandshakeRequest>) -> Answer<proto::AnalyzerHandshakeResponse> {
        Ok(Response::new(proto::AnalyzerHandshakeResponse {}))
    }

    async fn configure_stack(
        &self,
        request: Request<proto::AnalyzerStackConfigureRequest>,
    ) -> Answer<proto::AnalyzerStackConfigureResponse> {
        let stack = Arc::new(StackInfo::of(request.into_inner()));
        self.change(|context| context.stack = stack);
        Ok(Response::new(proto::AnalyzerStackConfigureResponse {}))
    }

    async fn configure(&self, request: Request<proto::ConfigureAnalyzerRequest>) -> Answer<()> {
        let mut settings = self.pack.settings();
        let done = settings.configure(request.into_inner().policy_config);
        done.map_err(|error| Status::invalid_argument(error.to_string()))?;
        self.change(|context| context.settings = Arc::new(settings));
        Ok(Response::new(()))
    }

    async fn get_analyzer_info(&self, _: Request<()>) -> Answer<proto::AnalyzerInfo> {
        Ok(Response::new(self.pack.info()))
    }

    async fn get_plugin_info(&self, _: Request<()>) -> Answer<proto::PluginInfo> {
        Ok(Response::new(proto::PluginInfo { version: self.pack.version.clone() }))
    }

    async fn analyze(&self, request: Request<proto::AnalyzeRequest>) -> Answer<proto::AnalyzeResponse> {
        let resource = PolicyResource::of(request.into_inner());
        let judgement = self.judge(move |case| case.resource(&resource)).await?;
        Ok(self.response(judgement))
    }

    async fn analyze_stack(&self, request: Request<proto::AnalyzeStackRequest>) -> Answer<proto::AnalyzeResponse> {
        let resources: Vec<_> = request.into_inner().resources.into_iter().map(StackResource::of).collect();
        let judgement = self.judge(move |case| case.stack(&resources)).await?;
        Ok(self.response(judgement))
    }

    async fn remediate(&self, request: Request<proto::AnalyzeRequest>) -> Answer<proto::RemediateResponse> {
        let resource = PolicyResource::of(request.into_inner());
        let Remedies { remedied, not_applicable } = self.judge(move |case| case.remedy(resource)).await?;
        let remediations = remedied.into_iter().map(|one| proto::Remediation {
            policy_name: one.policy,
            policy_pack_name: self.pack.name.clone(),
            policy_pack_version: self.pack.version.clone(),
            description: one.description,
            properties: Some(wire::map_to_wire(&one.inputs)),
            diagnostic: String::new(),
        });
        let not_applicable = not_applicable.into_iter().map(Into::into).collect();
        Ok(Response::new(proto::RemediateResponse { remediations: remediations.collect(), not_applicable }))
    }

    async fn cancel(&self, _: Request<()>) -> Answer<()> {
        self.stop.notify_one();
        Ok(Response::new(()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::super::{EnforcementLevel, Policy};
    use super::*;
    use crate::value::{Map, Value};

    #[derive(serde::Deserialize)]
    struct Limit {
        limit: f64,
    }

    fn server() -> (Server, Arc<Notify>) {
        let small = Policy::resource("small", "Is small.", |args, report| {
            let limit = args.config::<Limit>()?.limit;
            if args.resource.properties.get::<f64>("size")?.is_some_and(|size| size > limit) {
                report.violation(format!("above {limit} in {}", args.stack.stack));
            }
            Ok(())
        });
        let tagged = Policy::remediation("tagged", "Is tagged.", |args| {
            let mut inputs = args.resource.properties.as_map().clone();
            inputs.insert("tag".to_owned(), Value::String("t".into()));
            Ok(Some(inputs))
        });
        let stop = Arc::new(Notify::new());
        let pack = PolicyPack::new("pack", "1.2.3").policy(small.level(EnforcementLevel::Mandatory)).policy(tagged);
        (Server::new(pack, Arc::clone(&stop)), stop)
    }

    async fn configure(server: &Server, policy: &str, level: i32, limit: f64) {
        let properties = wire::map_to_wire(&Map::from([("limit".to_owned(), Value::Number(limit))]));
        let config = proto::PolicyConfig { enforcement_level: level, properties: Some(properties) };
        let policy_config = HashMap::from([(policy.to_owned(), config)]);
        server.configure(Request::new(proto::ConfigureAnalyzerRequest { policy_config })).await.unwrap();
    }

    fn request(size: Value) -> Request<proto::AnalyzeRequest> {
        let key = Value::String("k".into()).into_secret();
        let properties = wire::map_to_wire(&Map::from([("size".into(), size), ("key".into(), key)]));
        let urn = "urn:r".to_owned();
        Request::new(proto::AnalyzeRequest { urn, properties: Some(properties), ..Default::default() })
    }

    #[tokio::test]
    async fn diagnostics_carry_what_the_engine_shows() {
        let (server, _) = server();
        let stack = proto::AnalyzerStackConfigureRequest { stack: "dev".to_owned(), ..Default::default() };
        server.configure_stack(Request::new(stack)).await.unwrap();
        configure(&server, "small", 1, 2.5).await;
        let answer = server.analyze(request(Value::Number(3.0))).await.unwrap().into_inner();
        let small = answer.diagnostics.iter().find(|one| one.policy_name == "small").unwrap();
        assert_eq!(small.message, "Is small.\nabove 2.5 in dev");
        assert_eq!((small.policy_pack_name.as_str(), small.policy_pack_version.as_str()), ("pack", "1.2.3"));
        assert_eq!((small.enforcement_level(), small.urn.as_str()), (proto::EnforcementLevel::Mandatory, "urn:r"));
        let unknown = server.analyze(request(Value::Unknown)).await.unwrap().into_inner();
        assert!(unknown.diagnostics.iter().all(|one| one.policy_name != "small"));
        assert_eq!(unknown.not_applicable[0].policy_name, "small");
    }

    #[tokio::test]
    async fn a_remediation_returns_all_inputs_with_their_marks_until_it_is_disabled() {
        let (server, _) = server();
        let answer = server.remediate(request(Value::Unknown)).await.unwrap().into_inner();
        let [remediation] = answer.remediations.as_slice() else { panic!("{answer:?}") };
        let inputs = wire::map_from_wire(remediation.properties.clone().unwrap());
        assert_eq!(inputs["tag"], Value::String("t".into()));
        assert_eq!((&inputs["size"], inputs["key"].has_secret()), (&Value::Unknown, true));
        configure(&server, "tagged", proto::EnforcementLevel::Disabled.into(), 0.0).await;
        assert!(server.remediate(request(Value::Unknown)).await.unwrap().into_inner().remediations.is_empty());
    }

    #[tokio::test]
    async fn cancelling_ends_the_service() {
        let (server, stop) = server();
        server.cancel(Request::new(())).await.unwrap();
        stop.notified().await;
    }
}
