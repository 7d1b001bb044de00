@testable import BootServer

extension ScriptTemplates {
    /// A script for iPXE to be read by people.
    func text(of script: BootScript) -> String { String(decoding: render(script), as: UTF8.self) }

    /// The same for GRUB.
    func textForGRUB(of script: BootScript) throws -> String {
        String(decoding: try renderForGRUB(script), as: UTF8.self)
    }
}
