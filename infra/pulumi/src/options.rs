//! Options of a resource: how the engine treats it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::deps::Dependencies;
use crate::output::Output;
use crate::property::{Inputs, Property};
use crate::resource::{Provider, Resource, ResourceState};

/// How the engine treats a resource. `ResourceOptions::new()` is what a resource gets without any.
#[derive(Clone, Default)]
pub struct ResourceOptions {
    pub(crate) parent: Option<ResourceState>,
    pub(crate) depends_on: Vec<DependsOn>,
    pub(crate) protect: Option<bool>,
    pub(crate) ignore_changes: Vec<String>,
    pub(crate) replace_on_changes: Vec<String>,
    pub(crate) replace_with: Vec<ResourceState>,
    pub(crate) replacement_trigger: Option<Property>,
    pub(crate) delete_before_replace: Option<bool>,
    pub(crate) retain_on_delete: Option<bool>,
    pub(crate) deleted_with: Option<ResourceState>,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) import: Option<String>,
    pub(crate) timeouts: CustomTimeouts,
    pub(crate) provider: Option<ResourceState>,
    pub(crate) providers: Vec<ResourceState>,
    pub(crate) additional_secret_outputs: Vec<String>,
    pub(crate) version: Option<String>,
    pub(crate) plugin_download_url: Option<String>,
    pub(crate) hide_diffs: Vec<String>,
    pub(crate) env_var_mappings: Vec<(String, String)>,
    pub(crate) transforms: Vec<Transform>,
    pub(crate) hooks: crate::hook::HookBindings,
}

/// Something to wait for.
#[derive(Clone, Debug)]
pub(crate) enum DependsOn {
    Resource(ResourceState),
    Output(Output<()>),
}

impl DependsOn {
    /// All that there is to wait for.
    pub(crate) async fn gather(list: &[Self]) -> Dependencies {
        let mut all = Dependencies::default();
        for one in list {
            match one {
                Self::Resource(resource) => all.merge(&Dependencies::of(resource)),
                Self::Output(output) => all.merge(&output.state().await.dependencies),
            }
        }
        all
    }
}

/// A former name of a resource.
#[derive(Clone, Debug)]
pub enum Alias {
    /// The whole URN.
    Urn(Output<String>),
    /// What was different; everything else is as it is now.
    Parts(AliasParts),
}

/// What was different about a resource under its former name.
#[derive(Clone, Debug, Default)]
pub struct AliasParts {
    /// Former name.
    pub name: Option<String>,
    /// Former type.
    pub type_: Option<String>,
    /// Former stack.
    pub stack: Option<String>,
    /// Former project.
    pub project: Option<String>,
    /// Former parent.
    pub parent: AliasParent,
}

/// The parent under the former name.
#[derive(Clone, Debug, Default)]
pub enum AliasParent {
    /// The same as now.
    #[default]
    Same,
    /// This URN.
    Urn(Output<String>),
    /// None: it was a child of the stack.
    None,
}

impl Alias {
    /// Known by another name.
    pub fn name(name: impl Into<String>) -> Self {
        Self::Parts(AliasParts { name: Some(name.into()), ..AliasParts::default() })
    }

    /// Of another type.
    pub fn of_type(type_: impl Into<String>) -> Self {
        Self::Parts(AliasParts { type_: Some(type_.into()), ..AliasParts::default() })
    }

    /// With another parent.
    pub fn parent(parent: &impl Resource) -> Self {
        Self::Parts(AliasParts { parent: AliasParent::Urn(parent.urn()), ..AliasParts::default() })
    }

    /// Without a parent.
    pub fn no_parent() -> Self {
        Self::Parts(AliasParts { parent: AliasParent::None, ..AliasParts::default() })
    }

    /// By its whole former URN.
    pub fn urn(urn: impl Into<String>) -> Self {
        Self::Urn(Output::new(urn.into()))
    }
}

/// How long operations on a resource may take; `None` is the provider's own limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CustomTimeouts {
    /// To create it.
    pub create: Option<Duration>,
    /// To update it.
    pub update: Option<Duration>,
    /// To delete it.
    pub delete: Option<Duration>,
    /// To read it.
    pub read: Option<Duration>,
}

/// A time as the engine writes it: `1h30m`, `45s`, `500ms`.
pub(crate) fn duration_text(duration: Duration) -> String {
    let (seconds, millis) = (duration.as_secs(), duration.subsec_millis());
    let parts = [(seconds / 3_600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s"), (u64::from(millis), "ms")];
    let text: String = parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n}{unit}")).collect();
    if text.is_empty() { "0s".to_owned() } else { text }
}

/// A resource that is about to be registered; a transform may change its inputs and options.
pub struct Registration {
    /// Type token.
    pub type_: String,
    /// Name.
    pub name: String,
    /// Inputs.
    pub inputs: Inputs,
    /// Options. A transform cannot change the parent.
    pub options: ResourceOptions,
}

/// Changes resources before they are registered.
#[derive(Clone)]
pub struct Transform(pub(crate) Arc<dyn Fn(&mut Registration) + Send + Sync>);

impl Transform {
    /// A transform by this function.
    pub fn new(change: impl Fn(&mut Registration) + Send + Sync + 'static) -> Self {
        Self(Arc::new(change))
    }
}

impl fmt::Debug for ResourceOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResourceOptions(..)")
    }
}

impl ResourceOptions {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Belongs below this resource; the stack without it.
    #[must_use]
    pub fn parent(mut self, parent: &impl Resource) -> Self {
        self.parent = Some(parent.state().clone());
        self
    }

    /// Comes after this resource (after everything in it, if it is a component). May be called again.
    #[must_use]
    pub fn depends_on(mut self, resource: &impl Resource) -> Self {
        self.depends_on.push(DependsOn::Resource(resource.state().clone()));
        self
    }

    /// Comes after everything that the output came from.
    #[must_use]
    pub fn depends_on_output<T: Clone + Send + Sync + 'static>(mut self, output: &Output<T>) -> Self {
        self.depends_on.push(DependsOn::Output(output.map(drop)));
        self
    }

    /// Cannot be deleted. Inherited from the parent if not set.
    #[must_use]
    pub fn protect(mut self, protect: bool) -> Self {
        self.protect = Some(protect);
        self
    }

    /// Changes of these properties are no changes: `tags["with.dot"]`, `settings[0].size`, `*`.
    #[must_use]
    pub fn ignore_changes<P: Into<String>>(mut self, paths: impl IntoIterator<Item = P>) -> Self {
        self.ignore_changes.extend(paths.into_iter().map(Into::into));
        self
    }

    /// Changes of these properties replace the resource.
    #[must_use]
    pub fn replace_on_changes<P: Into<String>>(mut self, paths: impl IntoIterator<Item = P>) -> Self {
        self.replace_on_changes.extend(paths.into_iter().map(Into::into));
        self
    }

    /// Is replaced whenever this resource is.
    #[must_use]
    pub fn replace_with(mut self, resource: &impl Resource) -> Self {
        self.replace_with.push(resource.state().clone());
        self
    }

    /// Is replaced whenever this value changes.
    #[must_use]
    pub fn replacement_trigger(mut self, value: impl Into<Property>) -> Self {
        self.replacement_trigger = Some(value.into());
        self
    }

    /// When replaced: the old one is deleted before the new one is made.
    #[must_use]
    pub fn delete_before_replace(mut self, first: bool) -> Self {
        self.delete_before_replace = Some(first);
        self
    }

    /// When deleted here, it stays where it is. Inherited from the parent if not set.
    #[must_use]
    pub fn retain_on_delete(mut self, retain: bool) -> Self {
        self.retain_on_delete = Some(retain);
        self
    }

    /// Is gone when this resource is: no deletion of its own.
    #[must_use]
    pub fn deleted_with(mut self, resource: &impl Resource) -> Self {
        self.deleted_with = Some(resource.state().clone());
        self
    }

    /// A former name.
    #[must_use]
    pub fn alias(mut self, alias: Alias) -> Self {
        self.aliases.push(alias);
        self
    }

    /// Takes an existing resource over by its id, instead of making one.
    #[must_use]
    pub fn import(mut self, id: impl Into<String>) -> Self {
        self.import = Some(id.into());
        self
    }

    /// How long operations may take.
    #[must_use]
    pub fn custom_timeouts(mut self, timeouts: CustomTimeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Is managed by this provider instance. For a component: whatever in it is of that package.
    #[must_use]
    pub fn provider(mut self, provider: &Provider) -> Self {
        self.provider = Some(provider.state().clone());
        self
    }

    /// For a component: the provider instances of what is in it. May be called again, once per package.
    #[must_use]
    pub fn providers<'a>(mut self, providers: impl IntoIterator<Item = &'a Provider>) -> Self {
        self.providers.extend(providers.into_iter().map(|provider| provider.state().clone()));
        self
    }

    /// These outputs must not be shown, too.
    #[must_use]
    pub fn additional_secret_outputs<P: Into<String>>(mut self, names: impl IntoIterator<Item = P>) -> Self {
        self.additional_secret_outputs.extend(names.into_iter().map(Into::into));
        self
    }

    /// Version of the provider plugin, instead of the package's own.
    #[must_use]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Where the provider plugin is downloaded from.
    #[must_use]
    pub fn plugin_download_url(mut self, url: impl Into<String>) -> Self {
        self.plugin_download_url = Some(url.into());
        self
    }

    /// Differences of these properties are not displayed.
    #[must_use]
    pub fn hide_diffs<P: Into<String>>(mut self, paths: impl IntoIterator<Item = P>) -> Self {
        self.hide_diffs.extend(paths.into_iter().map(Into::into));
        self
    }

    /// For a provider instance: the plugin sees variable `from` of the environment as `to`.
    #[must_use]
    pub fn env_var_mapping(mut self, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.env_var_mappings.push((from.into(), to.into()));
        self
    }

    /// With this transform.
    #[must_use]
    pub fn with_transform(mut self, transform: Transform) -> Self {
        self.transforms.push(transform);
        self
    }

    /// Changes this resource and everything below it before registration: the way to reach what a component does not
    /// offer. The transform of the resource itself runs first, those of its parents after it.
    #[must_use]
    pub fn transform(mut self, change: impl Fn(&mut Registration) + Send + Sync + 'static) -> Self {
        self.transforms.push(Transform::new(change));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_the_engine_reads_them() {
        let text = |millis| duration_text(Duration::from_millis(millis));
        assert_eq!(text(5_400_000), "1h30m");
        assert_eq!(text(300_000), "5m");
        assert_eq!(text(45_500), "45s500ms");
        assert_eq!(text(0), "0s");
    }
}
