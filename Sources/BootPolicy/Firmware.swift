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
    /// Whether it is an iPXE that says it lacks what a boot needs, as VirtualBox's ROM and some cards' do.
    public var isCutDown: Bool

    /// Describes a firmware.
    public init(kind: Kind, client: ClientArchitecture, isCutDown: Bool = false) {
        self.kind = kind
        self.client = client
        self.isCutDown = isCutDown
    }

    /// Reads it from a validated request: the first architecture type that maps to a family counts (RFC 4578 §2.1).
    public init(_ request: borrowing PXERequest) {
        let types = request.architectures.lazy.map(ClientArchitecture.init(rawValue:))
        client =
            request.isRaspberryPi
            ? .raspberryPi
            : types.first { $0.architecture != nil } ?? types.first ?? ClientArchitecture(rawValue: 0)
        switch request.loader {
        case .pxe: kind = .pxe
        case .httpBoot: kind = .httpBoot
        case .ipxe: kind = .ipxe
        }
        isCutDown = if case .ipxe(let options?) = request.loader { Self.isCutDown(options) } else { false }
    }

    /// A BIOS build needs HTTP and bzImage; EFI builds never claim the latter, and one that lists nothing says nothing.
    private static func isCutDown(_ options: IPXEOptions) -> Bool {
        guard !options.features.isEmpty, !options.supports(.efi) else { return false }
        return !options.supports(.http) || !options.supports(.bzImage)
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
