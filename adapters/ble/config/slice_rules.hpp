// The rules between the keys of slices. Only for the sections.
#pragma once

#include "adapters/ble/slices/slice_format.hpp"
#include "gateway/config/text/config_node.hpp"

namespace gatewarden::ble {

void check_text_keys(const SliceField& slice, const config::ConfigNode& node, config::Problems& problems);
void check_slice_bits(const SliceField& slice, const config::ConfigNode& node, config::Problems& problems);
void check_slice_codes(const SliceField& slice, const config::ConfigNode& node, config::Problems& problems);
void check_slice_scale(const SliceField& slice, const config::ConfigNode& node, config::Problems& problems);

void check_match(const SliceMatch& match, const config::ConfigNode& node, config::Problems& problems);
void check_entries(const SliceFormat& format, const config::ConfigNode& node, config::Problems& problems);
void check_reach(const SliceFormat& format, const config::ConfigNode& node, config::Problems& problems);

}  // namespace gatewarden::ble
