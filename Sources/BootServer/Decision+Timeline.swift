import BootModel
import BootPolicy

extension Decision {
    /// What the script of this decision does, for the timeline.
    var scriptDescription: String {
        switch answer {
        case .scriptURL: "autoexec.ipxe, leads to its script"
        case .bootImage(let profile, let image, _):
            (install.map { "boots the installer of job \($0.job)," } ?? "boots")
                + " profile \(profile), version \(image.version.prefix(12))"
        case .menu(let menu):
            "menu of \(menu.entries.count) entries\(menu.timeout.map { ", waits \($0)" } ?? "")"
        case .localDisk: "boots the local disk: \(reason)"
        default: "says why not: \(reason)"
        }
    }
}
