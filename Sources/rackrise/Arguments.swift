public import ArgumentParser
public import BootModel
public import NetTypes
public import OperatorFiles

extension MACAddress: ExpressibleByArgument {
    /// Takes any usual spelling.
    public init?(argument: String) { self.init(argument) }
}

extension BootSetting: ExpressibleByArgument {}
extension LocalBootMethod: ExpressibleByArgument {}
extension NodeList.Format: ExpressibleByArgument {}
