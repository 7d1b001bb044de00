/// The UDP port a netboot server hears a client on.
public enum BootPort: UInt16, Hashable, Sendable, CaseIterable {
    /// 67, the DHCP server port: DISCOVERs, broadcast or relayed.
    case dhcp = 67
    /// 4011, the PXE boot server port: requests meant for this server alone (PXE 2.1 §2.2.3).
    case bootServer = 4011
}
