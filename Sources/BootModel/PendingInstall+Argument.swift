extension PendingInstall {
    /// The kernel argument that carries the token of a boot of the installer.
    ///
    /// The boot path writes it, and the gate looks for it on the machine.
    public static let tokenArgument = "rackrise.token"
}
