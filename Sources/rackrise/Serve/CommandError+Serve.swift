import NetIO

extension CommandError {
    /// Explains a socket that could not be set up.
    static func socket(_ error: SocketError) -> CommandError {
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
}
