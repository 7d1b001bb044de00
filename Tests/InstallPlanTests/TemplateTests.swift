import InstallPlan
import Testing

struct TemplateTests {
    @Test(arguments: [
        ("plain", "plain"), ("", ""), ("${node.name}", "rack1-01"), ("a${node.name}b", "arack1-01b"),
        ("${node.mac}", "52:54:00:00:00:01"), ("${node.profile}/${var.x}", "worker/1"),
        ("${HOME} $x ${", "${HOME} $x ${"), ("$${var.x}", "$1"), ("${var.x}${var.y}", "1${var.x}"),
        ("${variable}", "${variable}"), ("ü${var.x}漢", "ü1漢"),
    ])
    func `references are filled in once and everything else stays`(text: String, expected: String) throws {
        let values = PlanValues.sample(["x": "1", "y": "${var.x}"])
        #expect(Template(text).complaint == nil)
        #expect(try Template(text).expanded(with: values) == expected)
    }

    @Test(arguments: [
        ("${node.nmae}", "${node.nmae}"), ("${var.}", "${var.}"), ("a ${var.x:-1} b", "${var.x:"),
        ("${var.x", "${var.x"),
        ("${node.name }", "${node.name "),
    ])
    func `what begins as a reference and is none is a mistake`(text: String, shown: String) {
        #expect(
            Template(text).complaint
                == "\(shown) is no reference; write ${node.name}, ${node.mac}, ${node.profile} or ${var.NAME}"
        )
    }

    @Test func `a plan knows the variables and secrets it needs`() {
        var plan = InstallPlan(system: Template("${var.system}"))
        plan.disk.serial = Template("${var.disk}")
        plan.files = [
            PlannedFile(
                path: Template("/etc/${node.name}"), source: .secret("token"), mode: FileMode(bits: 0o400)),
            PlannedFile(
                path: Template("/a"), source: .content(Template("${var.rack}")), mode: FileMode(bits: 0o644)),
        ]
        plan.phases[.install].after = [ShellScript("echo ${var.role}")]
        plan.copy = .pull(caches: [Template("http://${var.cache}/")], keys: [])
        #expect(plan.variables == ["system", "disk", "rack", "role", "cache"])
        #expect(plan.secrets == ["token"])
    }
}
