import OperatorFiles
import Testing

@testable import rackrise

@Suite struct ConfigurationReloadTests {
    @Test func `settings that need a restart are named, the others are taken over`() {
        var other = Configuration()
        other.http.port = 8090
        other.interfaces = ["eno9"]
        other.dhcp.capture = true
        other.menu.timeout = .seconds(7)
        other.install.store = "/srv/store"
        var inForce = Configuration()
        inForce.takeOverReloadable(from: other)
        #expect(inForce.menu.timeout == .seconds(7))
        #expect(
            inForce.settings(differingFrom: other) == [
                "interfaces", "dhcp.capture", "http.port", "install.store",
            ])
        #expect(inForce.settings(differingFrom: inForce).isEmpty)
    }
}
