public import ArgumentParser
public import BootModel
public import InstallPlan
public import NetTypes
public import OperatorFiles

extension MACAddress: ExpressibleByArgument {
    /// Takes any usual spelling.
    public init?(argument: String) { self.init(argument) }
}

extension BootSetting: ExpressibleByArgument {}
extension InstallPhase: ExpressibleByArgument {}
extension LocalBootMethod: ExpressibleByArgument {}
extension Loader: ExpressibleByArgument {}
extension NodeList.Format: ExpressibleByArgument {}
