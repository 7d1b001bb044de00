import DHCP
import NetTypes
import Testing

/// Builds the messages of a client that tests bend to their needs.
struct TestClient {
    var mac: [UInt8] = [0x52, 0x54, 0x00, 0x12, 0x34, 0x56]
    var vendorClass: String? = "PXEClient:Arch:00007:UNDI:003000"
    var type: DHCPMessageType? = .discover
    var architectures: ArraySlice<UInt8>? = [0, 7]
    var ciaddr = IPv4Address.any
    var giaddr = IPv4Address.any
    var extra: [DHCPOption] = []

    static let ipxeUserClass = DHCPOption(.userClass, Array("iPXE".utf8))

    var message: DHCPMessage {
        var options = DHCPOptions()
        options[.messageType] = type.map { [$0.rawValue] }
        options[.vendorClass] = vendorClass.map { ArraySlice($0.utf8) }
        options[.clientArchitecture] = architectures
        for option in extra { options.append(option.code, option.value) }
        return DHCPMessage(
            op: .request, transactionID: 0x1234_5678, ciaddr: ciaddr, giaddr: giaddr, chaddr: mac[...],
            options: options)
    }

    func request(on port: BootPort = .dhcp) throws -> PXERequest {
        try PXERequest.validate(message, arrivedOn: port).get()
    }

    func reply(
        on port: BootPort = .dhcp, _ boot: BootFile = .tftp(path: "snponly.efi")
    ) throws -> PXEReply {
        try PXEReply(to: request(on: port), serverAddress: Vector.server, boot: boot)
    }
}

extension PXEReply {
    /// The message as a client reads it.
    var message: DHCPMessage {
        guard let message = try? DHCPMessage(parsing: payload) else {
            preconditionFailure("a malformed reply")
        }
        return message
    }
}

extension PXERequest {
    /// What this client's loader would be given under the name `name`.
    func bootFile(_ name: String) -> BootFile {
        switch loader {
        case .pxe: .tftp(path: name)
        case .httpBoot: .uri(name)
        case .ipxe: .script(uri: name)
        }
    }
}
