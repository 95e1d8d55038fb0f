/// Host kernels of the int8 interpreter: whole operators with dot-product instructions chosen at run time.
///
/// Every function gives the bytes of the reference kernels for every value of every operand: arithmetic wraps
/// modulo 2^32, shifts have a result for every count. No function allocates, keeps state or starts a thread.
#ifndef REDOUBT_INTRINSICS_H
#define REDOUBT_INTRINSICS_H

#include "redoubt_addition.h"
#include "redoubt_convolution.h"
#include "redoubt_depthwise.h"
#include "redoubt_difference.h"
#include "redoubt_dot_product_limit.h"
#include "redoubt_dual_mac.h"
#include "redoubt_isa.h"
#include "redoubt_listed_channels.h"
#include "redoubt_listed_convolution.h"
#include "redoubt_listed_depthwise.h"
#include "redoubt_listed_rows.h"
#include "redoubt_planes.h"
#include "redoubt_quantisation.h"
#include "redoubt_votes.h"
#include "redoubt_window.h"

#endif
