#include "CAssets.h"
#include <string.h>

// The package is C17; #embed is C23, and Swift's clang has it in every mode.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char files_script[] = {
#embed "install/files.sh"
};

static const unsigned char follow_script[] = {
#embed "install/follow.sh"
};

static const unsigned char host_keys_script[] = {
#embed "install/host-keys.sh"
};

static const unsigned char identity_script[] = {
#embed "install/identity.sh"
};

static const unsigned char install_script[] = {
#embed "install/install.sh"
};

static const unsigned char machine_script[] = {
#embed "install/machine.sh"
};

static const unsigned char mounted_script[] = {
#embed "install/mounted.sh"
};

static const unsigned char page_script[] = {
#embed "install/page.sh"
};

static const unsigned char partition_script[] = {
#embed "install/partition.sh"
};

static const unsigned char prelude_script[] = {
#embed "install/prelude.sh"
};

static const unsigned char pull_script[] = {
#embed "install/pull.sh"
};

static const unsigned char reboot_script[] = {
#embed "install/reboot.sh"
};

static const unsigned char runner_script[] = {
#embed "install/runner.sh"
};

static const unsigned char running_script[] = {
#embed "install/running.sh"
};

static const unsigned char session_script[] = {
#embed "install/session.sh"
};

static const unsigned char stop_script[] = {
#embed "install/stop.sh"
};

static const unsigned char used_script[] = {
#embed "install/used.sh"
};

static const unsigned char verify_script[] = {
#embed "install/verify.sh"
};

static const struct {
    const char *name;
    struct CAsset asset;
} scripts[] = {
    {"files", {files_script, sizeof files_script}},
    {"follow", {follow_script, sizeof follow_script}},
    {"host-keys", {host_keys_script, sizeof host_keys_script}},
    {"identity", {identity_script, sizeof identity_script}},
    {"install", {install_script, sizeof install_script}},
    {"machine", {machine_script, sizeof machine_script}},
    {"mounted", {mounted_script, sizeof mounted_script}},
    {"page", {page_script, sizeof page_script}},
    {"partition", {partition_script, sizeof partition_script}},
    {"prelude", {prelude_script, sizeof prelude_script}},
    {"pull", {pull_script, sizeof pull_script}},
    {"reboot", {reboot_script, sizeof reboot_script}},
    {"runner", {runner_script, sizeof runner_script}},
    {"running", {running_script, sizeof running_script}},
    {"session", {session_script, sizeof session_script}},
    {"stop", {stop_script, sizeof stop_script}},
    {"used", {used_script, sizeof used_script}},
    {"verify", {verify_script, sizeof verify_script}},
};

struct CAsset CAssetInstallScript(const char *name) {
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        if (strcmp(scripts[i].name, name) == 0) return scripts[i].asset;
    }
    return (struct CAsset){0, 0};
}
