/// What a reply tells the client to load.
public enum BootFile: Hashable, Sendable {
    /// A path on this server's TFTP service, for PXE firmware.
    case tftp(path: String)
    /// An absolute URI of a boot program, for UEFI HTTP Boot, or for an iPXE that needs a fuller build first.
    case uri(String)
    /// An absolute URI of an iPXE script.
    case script(uri: String)

    /// The name as it is put in the message.
    var name: String {
        switch self {
        case .tftp(let path): path
        case .uri(let uri), .script(let uri): uri
        }
    }
}

extension BootFile: CustomStringConvertible {
    /// The kind of file and its name, for logs.
    public var description: String {
        switch self {
        case .tftp(let path): "TFTP file \(path)"
        case .uri(let uri): "boot program \(uri)"
        case .script(let uri): "iPXE script \(uri)"
        }
    }
}
