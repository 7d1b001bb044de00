public import ArgumentParser
public import BootModel
public import NetTypes
public import OperatorFiles

extension MACAddress: ExpressibleByArgument {
    /// Takes any usual spelling.
    public init?(argument: String) { self.init(argument) }
}

extension BootSetting: ExpressibleByArgument {
    /// What the help offers; `install` is read too, to be refused with its reason.
    public static var allValueStrings: [String] { [local.rawValue, netboot.rawValue] }
}

extension LocalBootMethod: ExpressibleByArgument {}
extension Loader: ExpressibleByArgument {}
extension NodeList.Format: ExpressibleByArgument {}
