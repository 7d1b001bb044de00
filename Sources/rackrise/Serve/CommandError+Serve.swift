import NetIO
import OperatorFiles

extension CommandError {
    /// Explains a socket that could not be set up.
    static func socket(_ error: SocketError, _ configuration: Configuration) -> CommandError {
        if error.isAddressInUse, error.action.hasPrefix("bind UDP port \(configuration.dhcp.port) ") {
            return failed(
                "\(error): a DHCP server of this host has it (ss -lunpt names it); to answer beside it, set dhcp.capture: true"
            )
        }
        if error.isAddressInUse {
            return failed(
                "\(error); stop the other program (ss -lunpt names it), or choose another port in the configuration"
            )
        }
        if error.isPermissionDenied {
            return failed(
                "\(error); run as root, or with CAP_NET_BIND_SERVICE and CAP_NET_RAW as etc/rackrise.service does"
            )
        }
        return failed("\(error)")
    }

    /// Explains why packets cannot be captured although `dhcp.capture` is set.
    static func capture(_ error: PacketTapError) -> CommandError {
        guard error.isPermissionDenied else { return failed("\(error); dhcp.capture: true needs it") }
        return failed(
            "\(error); dhcp.capture: true needs CAP_NET_RAW: run as root, or as etc/rackrise.service does")
    }
}
