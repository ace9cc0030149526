//! Assets and archives of every kind, as inputs and as stack outputs. Paths are relative to the program's folder, which is
//! below that of the project.

use pulumi::{Archive, Asset, AssetOrArchive, Context, Package, Result, inputs, list, object};

use super::register;

const ASSET_ARCHIVE: Package = Package::new("asset-archive", "5.0.0");

/// Where copies of the files of this test are served.
const SERVED: &str = "https://raw.githubusercontent.com/pulumi/pulumi/7b0eb7fb10694da2f31c0d15edf671df843e0d4c/\
                      cmd/pulumi-test-language/tests/testdata/l2-resource-asset-archive";

pub(crate) async fn program(ctx: Context) -> Result {
    let asset = |name, value: Asset| {
        register(&ctx, &ASSET_ARCHIVE, "asset-archive:index:AssetResource", name, inputs! { "value" => value });
    };
    let archive = |name, value: Archive| {
        register(&ctx, &ASSET_ARCHIVE, "asset-archive:index:ArchiveResource", name, inputs! { "value" => value });
    };
    let (text, tar, folder) = (Asset::file("../test.txt"), Archive::file("../archive.tar"), Archive::file("../folder"));

    asset("ass", text.clone());
    archive("arc", tar.clone());
    archive("dir", folder.clone());
    let members: [(&str, AssetOrArchive); 4] = [
        ("string", Asset::text("file contents").into()),
        ("file", text.clone().into()),
        ("folder", folder.clone().into()),
        ("archive", tar.clone().into()),
    ];
    archive("assarc", Archive::assets(members));
    asset("remoteass", Asset::remote(format!("{SERVED}/test.txt")));
    archive("remotearc", Archive::remote(format!("{SERVED}/archive.tar")));

    ctx.export("assetOutput", text.clone());
    ctx.export("archiveOutput", tar.clone());
    ctx.export("assetList", list![text.clone(), Asset::text("file contents")]);
    ctx.export("archiveList", list![tar.clone(), folder.clone()]);
    ctx.export("assetMap", object! { "file" => text, "string" => Asset::text("file contents") });
    ctx.export("archiveMap", object! { "tar" => tar, "folder" => folder });
    Ok(())
}
