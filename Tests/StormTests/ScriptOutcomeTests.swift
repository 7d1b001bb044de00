import Testing

@testable import Storm

struct ScriptOutcomeTests {
    @Test func `a menu is left by its default`() {
        let script = """
            #!ipxe
            menu Rackrise: rack1
            item p0 Boot worker
            item local Boot the local disk
            choose --timeout 5000 --default p0 selected || set selected p0
            goto ${selected}

            :p0
            chain --replace http://10.0.0.1:8080/b/t/boot.ipxe?profile=worker || goto failed

            :local
            chain --replace http://10.0.0.1:8080/b/t/boot.ipxe?local=1 || goto failed
            """
        #expect(
            ScriptOutcome(following: script) == .chain("http://10.0.0.1:8080/b/t/boot.ipxe?profile=worker"))
    }

    @Test func `a boot script gives kernel and initrd`() {
        let script = """
            #!ipxe
            imgfree
            kernel --name bzImage http://10.0.0.1/k initrd=initrd.img quiet || goto failed
            initrd --name initrd.img http://10.0.0.1/i || goto failed
            boot || goto failed
            :failed
            exit 1
            """
        #expect(
            ScriptOutcome(following: script)
                == .boot(kernel: "http://10.0.0.1/k", initrds: ["http://10.0.0.1/i"]))
    }

    @Test(arguments: [
        (
            "#!ipxe\nprompt --key m Press m && chain --replace http://10.0.0.1/m ||\necho to disk\nsanboot --drive 0x80",
            ScriptOutcome.localDisk
        ),
        (
            "#!ipxe\necho not booted\necho -- node rack1 is held\nsleep 10 ||\nexit 1",
            ScriptOutcome.explained("not booted -- node rack1 is held")
        ),
    ])
    func `other scripts end at the disk or with words`(script: String, outcome: ScriptOutcome) {
        #expect(ScriptOutcome(following: script) == outcome)
    }

    @Test(arguments: ["", "#!ipxe\nboot\n", "#!ipxe\nchain autoexec.ipxe\n"])
    func `a script that names nothing comes to nothing`(script: String) {
        #expect(ScriptOutcome(following: script) == nil)
    }
}
