import BootModel
import BootPolicy
import DHCP
import NetTypes
import Testing

/// Who asks, told from one packet.
struct FirmwareTests {
    private func firmware(features: [IPXEFeature]?) throws -> Firmware {
        var options = DHCPOptions()
        options[.messageType] = [DHCPMessageType.discover.rawValue]
        options[.vendorClass] = ArraySlice("PXEClient".utf8)
        options[.userClass] = ArraySlice("iPXE".utf8)
        options[.ipxeEncapsulated] = features.map { IPXEOptions(features: $0).encoded()[...] }
        let message = DHCPMessage(
            op: .request, transactionID: 1, chaddr: Inventory.mac(1).octets[...], options: options)
        return Firmware(try PXERequest.validate(message, arrivedOn: .dhcp).get())
    }

    @Test(arguments: [
        (features: [IPXEFeature]?.none, isCutDown: false),
        ([], false),
        ([.http, .bzImage, .menu], false),
        ([.pxe, .bzImage, .tftp], true),
        ([.pxe, .http, .tftp], true),
        ([.efi, .http], false),
        ([.efi, .tftp], false),
    ])
    func `a BIOS iPXE that lists its features without HTTP or bzImage is cut down`(
        features: [IPXEFeature]?, isCutDown: Bool
    ) throws {
        let firmware = try firmware(features: features)
        #expect(firmware.kind == .ipxe)
        #expect(firmware.isCutDown == isCutDown)
    }
}
