// The sections of the fleet file: a link, a profile, a metric's `from:`, a child.
#pragma once

#include "adapters/ble/settings/identity_keys.hpp"
#include "adapters/ble/settings/link_settings.hpp"
#include "adapters/ble/settings/profile_settings.hpp"
#include "adapters/ble/settings/value_source.hpp"
#include "gateway/config/keys/section.hpp"

namespace gatewarden::ble {

config::Section<LinkSettings> link_section();
config::Section<ProfileSettings> profile_section();
config::Section<ValueSource> value_source_section();
config::Section<IdentityKeys> child_section();

}  // namespace gatewarden::ble
