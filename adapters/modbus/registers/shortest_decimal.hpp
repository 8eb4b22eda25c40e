// What a device meant by a float32: 230.4, not 230.39999389648438. Pure; allocates nothing.
#pragma once

namespace gatewarden::modbus {

// The double nearest to the shortest decimal that is this float; whole floats stay exactly what they are. Scale, offset
// and formulas then compute with 230.4. `value` is finite.
double shortest_decimal(float value);

}  // namespace gatewarden::modbus
