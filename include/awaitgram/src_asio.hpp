// SPDX-License-Identifier: MIT
#pragma once

/// The definitions of Asio, where ASIO_SEPARATE_COMPILATION has its headers only declare them: a part of src.hpp.
///
/// The compiled library holds them in an object of its own, which a program that defines them itself does not link.

#ifdef ASIO_SEPARATE_COMPILATION
#include <asio/impl/src.hpp> // IWYU pragma: export
#endif
