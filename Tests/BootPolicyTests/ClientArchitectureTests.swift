import BootModel
import BootPolicy
import Testing

struct ClientArchitectureTests {
    @Test(arguments: [22, 24] as [UInt16])
    func `quirk 41: U-Boot on 64-bit Arm runs UEFI's programs`(code: UInt16) {
        #expect(ClientArchitecture(rawValue: code).architecture == .arm64)
    }

    @Test(arguments: [7, 9, 16, 17] as [UInt16])
    func `quirk 42: x64 machines send the code of EBC too`(code: UInt16) {
        #expect(ClientArchitecture(rawValue: code).architecture == .x64)
    }

    @Test(arguments: [1, 2, 3, 4, 5, 8, 12, 13, 14, 25, 31, 41, 0xFFFF] as [UInt16])
    func `a code without programs has no family, and its name says the code`(code: UInt16) {
        let client = ClientArchitecture(rawValue: code)
        #expect(client.architecture == nil)
        #expect(!client.name.isEmpty)
    }
}
