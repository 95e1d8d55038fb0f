#ifndef REDOUBT_DUAL_MAC_H
#define REDOUBT_DUAL_MAC_H

/* The steps of the int8 kernels for Cortex-M that Swift cannot spell: two multiply-accumulates in one instruction (Arm
 * DSP extension), and an accumulator's rescaling in five. Every function is one of a pair: the other half is plain C
 * with the same result for every operand, so that kernels built on them run on any machine.
 *
 * Four bytes b0 b1 b2 b3 of a row (b0 at the lowest address) are expanded to two words of two 16-bit lanes, even
 * (b0, b2) and odd (b1, b3): the order in which one instruction each takes them out of a word. Both operands of a dot
 * product are in this order.
 *
 * All pointers are to readable memory of the size that the parameters say; rows of bytes need no alignment. */

#include "redoubt_dual_mac_addition.h"
#include "redoubt_dual_mac_convolution.h"
#include "redoubt_dual_mac_depthwise.h"
#include "redoubt_dual_mac_fully_connected.h"

#endif
