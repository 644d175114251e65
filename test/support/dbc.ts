/** A database with every kind of signal: both byte orders, signed, float, multiplexed once and twice, with texts. */
export const DBC = `VERSION "1"

NS_ :
\tNS_DESC_
\tCM_
\tVAL_

BS_:

BU_: Gateway Cluster

BO_ 256 Engine: 8 Gateway
 SG_ Speed : 0|16@1+ (0.125,0) [0|8031.875] "rpm" Cluster
 SG_ Temp : 16|8@1- (1,-40) [-40|215] "degC" Cluster
 SG_ Torque : 39|12@0- (0.5,0) [0|100] "Nm" Cluster
 SG_ Gear : 44|4@1+ (1,0) [0|15] "" Cluster

BO_ 257 Mux: 8 Gateway
 SG_ Mode M : 0|8@1+ (1,0) [0|255] "" Cluster
 SG_ A m0 : 8|16@1+ (1,0) [0|0] "" Cluster
 SG_ B m1 : 15|16@0+ (0.1,5) [0|0] "V" Cluster
 SG_ Sub m2M : 8|4@1+ (1,0) [0|0] "" Cluster
 SG_ C m3 : 16|16@1- (1,0) [0|0] "" Cluster

BO_ 2566844926 Extended: 8 Gateway
 SG_ F : 0|32@1- (1,0) [0|0] "A" Cluster
 SG_ G : 39|32@0- (2,1) [0|0] "A" Cluster

BO_ 302 Wide: 8 Gateway
 SG_ D : 7|64@0- (1,0) [0|0] "" Cluster

BO_ 304 Odd: 8 Gateway
 SG_ O1 : 3|57@1- (1,0) [0|0] "" Cluster

BO_ 305 OddBig: 8 Gateway
 SG_ O2 : 4|57@0- (1,0) [0|0] "" Cluster

CM_ SG_ 256 Speed "a comment; BO_ 1 with a semicolon
over lines";
BA_DEF_ "X" INT 0 1;
VAL_ 256 Gear 0 "Neutral" 1 "First" ;
SIG_VALTYPE_ 2566844926 F : 1;
SIG_VALTYPE_ 2566844926 G : 1;
SIG_VALTYPE_ 302 D : 2;
SG_MUL_VAL_ 257 A Mode 0-0;
SG_MUL_VAL_ 257 B Mode 1-1;
SG_MUL_VAL_ 257 Sub Mode 2-2, 7-9;
SG_MUL_VAL_ 257 C Sub 3-3;
`;
