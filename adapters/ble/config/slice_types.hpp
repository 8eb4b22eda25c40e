// Kinds of values in the keys of slices.
#pragma once

#include <vector>

#include "adapters/ble/slices/slice_format.hpp"
#include "gateway/config/keys/section.hpp"

namespace gatewarden::ble {

config::TypeOf<SliceType> slice_type();
config::TypeOf<ByteOrder> byte_order_type();
config::TypeOf<SignBit> sign_bit_type();
config::TypeOf<std::vector<std::int64_t>> raw_codes_type();
config::TypeOf<std::vector<SliceLabel>> labels_type();  // B105
config::TypeOf<Uuid> service_type();                    // B114
// Slices by the names of their values; B101.
config::TypeOf<std::vector<SliceValue>> slice_values_type(const config::Section<SliceField>& slice);

config::Section<SliceCondition> condition_section();
config::Section<SliceFraction> fraction_section();
config::Section<SliceBounds> bounds_section();

}  // namespace gatewarden::ble
