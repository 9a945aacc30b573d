// expect: awaitgram runs on 64-bit, little-endian machines only
// SPDX-License-Identifier: MIT
#ifndef AWAITGRAM_CORRECT
#undef __SIZEOF_POINTER__
#define __SIZEOF_POINTER__ 4 // as with -m32, which needs another standard library
#endif
#include <awaitgram/tl/codec.hpp>

int main() {}
