// SPDX-License-Identifier: MIT
// The definitions of this layer, for a program that does not link the library.
#include <awaitgram/crypto/impl/aes_ige.hpp>
#include <awaitgram/crypto/impl/cpu_features.hpp>
#include <awaitgram/crypto/impl/message_cipher.hpp>
#include <awaitgram/crypto/impl/random.hpp>
