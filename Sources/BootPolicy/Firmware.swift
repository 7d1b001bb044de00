public import BootModel
public import DHCP

/// The program that asks, as far as its packet tells: a PXE ROM, UEFI HTTP Boot, or iPXE; and what it runs on.
///
/// It is told from each packet alone, never from memory: that is what breaks the chain ROM → iPXE → iPXE → ….
public struct Firmware: Hashable, Sendable {
    /// Who speaks.
    public enum Kind: String, Hashable, Sendable {
        /// A PXE ROM or UEFI's PXE client.
        case pxe = "PXE"
        /// UEFI's HTTP Boot client.
        case httpBoot = "HTTP Boot"
        /// iPXE, from a ROM or chained.
        case ipxe = "iPXE"
    }

    /// Who speaks.
    public var kind: Kind
    /// The architecture type it named.
    public var client: ClientArchitecture

    /// Describes a firmware.
    public init(kind: Kind, client: ClientArchitecture) {
        self.kind = kind
        self.client = client
    }

    /// Reads it from a validated request: the first architecture type that maps to a family counts (RFC 4578 §2.1).
    public init(_ request: PXERequest) {
        let types = request.architectures.map(ClientArchitecture.init(rawValue:))
        client =
            request.isRaspberryPi
            ? .raspberryPi
            : types.first { $0.architecture != nil } ?? types.first ?? ClientArchitecture(rawValue: 0)
        kind =
            switch request.loader {
            case .pxe: .pxe
            case .httpBoot: .httpBoot
            case .ipxe: .ipxe
            }
    }

    /// The family whose programs it runs, if any exists.
    public var architecture: Architecture? { client.architecture }
}

extension Firmware: CustomStringConvertible {
    /// Such as `UEFI x64 PXE` or `BIOS iPXE`.
    public var description: String {
        kind == .httpBoot
            ? client.name.replacing(" HTTP", with: "") + " HTTP Boot" : "\(client.name) \(kind.rawValue)"
    }
}
